"""The explorer: any measure, area, period and cut of the data held, and the views that people keep of it."""
