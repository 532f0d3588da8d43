"""The parts of compare.py: tasks, measuring, memory, answers, machine, report."""
