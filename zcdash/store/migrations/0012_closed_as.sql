-- State of a commitment at an earlier close, where that made it done late.
alter table close_assessment add column closed_as text;
