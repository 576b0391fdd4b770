"""The mathematics: tables in, tables out; opens no file and draws nothing."""
