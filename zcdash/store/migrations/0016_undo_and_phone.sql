-- Acts on units that were taken back; the phone of an account.

-- The last row of a unit, its successor and the day counts.
alter table organisation_succession add column withdrawn boolean default false;

-- The version whose act this version takes back: both keep no units.
alter table reorganised_plan add column takes_back integer;

alter table account add column phone text default '';
