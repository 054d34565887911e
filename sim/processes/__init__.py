"""What happens in a week? Hazards, stress and care act on the state, in the order of the schedule."""
