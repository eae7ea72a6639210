"""Training of image classifiers by stochastic gradient descent, in pieces that can be resumed."""
