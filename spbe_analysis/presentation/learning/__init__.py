"""Words, tables and figures on whether hidden levels and changes can be guessed."""
