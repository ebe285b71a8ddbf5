"""What pages show of rows: words, masks and states, ready for a template. No rules and no queries of their own."""
