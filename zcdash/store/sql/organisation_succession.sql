-- One row per unit and the unit that it goes on as, the earliest registered first.
select unit, successor, kind, since, source, reason
from organisation_succession
order by organisation_succession;
