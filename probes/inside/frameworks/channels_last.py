"""Convolutional parameters for frameworks that keep an image's channels last; NumPy only."""


def kernels_there(kernels):
    """Return the workload's kernels as height by width by inputs by outputs."""
    return kernels.transpose(2, 3, 1, 0)


def kernels_back(kernels):
    """Return kernels in the workload's layout."""
    return kernels.transpose(3, 2, 0, 1)


def rows_there(matrix, channels):
    """Return a matrix whose rows are flattened maps for maps with their channels last."""
    side = round((len(matrix) // channels) ** 0.5)
    return matrix.reshape(channels, side, side, -1).transpose(1, 2, 0, 3).reshape(matrix.shape)


def rows_back(matrix, channels):
    """Return a matrix whose rows are flattened maps in the workload's layout."""
    side = round((len(matrix) // channels) ** 0.5)
    return matrix.reshape(side, side, channels, -1).transpose(2, 0, 1, 3).reshape(matrix.shape)
