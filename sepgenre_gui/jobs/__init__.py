"""Work that goes on beside the window: worker processes, tickets, cancelling. Knows no Qt."""
