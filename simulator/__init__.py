"""The simulator: emulated Macs, the world they live in, the trace, and what is judged from it."""
