"""What runs inside a probed environment: Python 2.7 to 3.13, with NumPy and the framework only.

Nothing here imports anything of the host; of all this the host imports ``workload_names`` alone.
"""
