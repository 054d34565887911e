"""What do the published figures say about the model's numbers? Estimation by simulation, what it predicts, and whether its bands hold.

prior --points--> simulated surveys --emulate--> figures as functions of the numbers --sample--> posterior, a table of draws
"""
