"""What the studies share when they present results: figure style, marks and table writers."""
