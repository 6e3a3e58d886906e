-- One row per post of a person, from one day to another: the last word on it.
select t.post, t.person, t.kind, t.title, t.field, t.unit, t.since, t.until, t.source, t.reason
from organisation_post t
where t.organisation_post = (select max(n.organisation_post) from organisation_post n where n.post = t.post)
order by (select min(o.organisation_post) from organisation_post o where o.post = t.post);
