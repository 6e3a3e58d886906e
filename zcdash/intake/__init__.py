"""Intake: plan folders and workbooks become values and findings. Pure."""
