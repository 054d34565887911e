"""Does the model say what surveys and trials found? Surveys, trials, calibration and the score."""
