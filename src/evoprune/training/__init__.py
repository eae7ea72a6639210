"""Training: the modes say who trains, the engines execute optimiser steps for batches of runs."""
