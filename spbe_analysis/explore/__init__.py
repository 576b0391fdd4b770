"""The live exploration in JupyterLab."""
