-- One row per bulletin issued under a plan, newest first, without the file's bytes.
select b.bulletin, b.plan, b.period, b.close, c.revision, b.number, b.title, b.text, b.hash, b.issued_by, b.issued_at, b.head
from bulletin b
join close c on c.close = b.close
where b.plan = $plan
order by b.bulletin desc;
