-- One row per unit and the unit that it goes on as from a day: the last word on it, the earliest registered first.
select s.organisation_succession, s.unit, s.successor, s.kind, s.since, s.source, s.reason
from organisation_succession s
where not s.withdrawn
    and s.organisation_succession = (
        select max(n.organisation_succession) from organisation_succession n
        where n.unit = s.unit and n.successor = s.successor and n.since = s.since
    )
order by s.organisation_succession;
