"""The stems screen: hear, see, compare and export the stems of segments and tracks."""
