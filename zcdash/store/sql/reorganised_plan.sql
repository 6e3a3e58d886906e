-- One row per version of a plan that an act on the organisation made, the oldest first.
select version, since, units, periods, takes_back
from reorganised_plan
where plan = $plan
order by version;
