"""What the dialogs of the stems screen are made of."""
