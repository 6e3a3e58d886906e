-- What the rules of rating need to know of a plan: key commitments, ranks, and indicators that are one thing in two bases.

alter table commitment add column key boolean default false;

-- The list of bases in 0001 has no rank: a rank is stored as a level of which `ranked` is true.
alter table indicator add column ranked boolean default false;

-- Code of the indicator that counts the same thing in another basis; empty where there is none.
alter table indicator add column same_as text default '';
