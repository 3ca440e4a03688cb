"""Pictures of data: series, maps and marked text, in the colours of the course (`style`).

Pictures of networks are `rnnutils.diagrams`.
"""
