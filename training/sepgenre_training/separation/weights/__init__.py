"""The weights of pretrained separators: downloaded, verified, kept and removed."""
