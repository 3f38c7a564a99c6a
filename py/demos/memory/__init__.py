"""The demo that shows what gates are for: tasks that need a memory, and three cells that try them."""
