"""What do many runs say? Comparisons, sweeps, sensitivity, ablation and planning questions over one pool of workers."""
