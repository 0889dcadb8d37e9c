with suppliers as (
    select
        stg.row_id,
        stg.supplier_code,
        stg.supplier_name,
        stg.registration_no,
        stg.country_region,
        stg.first_cooperation_on,
        stg.cooperation_status,
        reporting_year.ends_on
    from {{ ref('stg_procurement__suppliers') }} as stg
    cross join {{ source('registry', 'reporting_year') }} as reporting_year
),

named as (
    select
        'assessment' as kind,
        assessment_no as document_no,
        supplier_code,
        assessed_on as on_day
    from {{ ref('stg_procurement__supplier_assessments') }}
    union all
    select
        'termination' as kind,
        termination_no as document_no,
        supplier_code,
        terminated_on as on_day
    from {{ ref('stg_procurement__supplier_terminations') }}
),

terminated as (
    select
        named.supplier_code,
        named.document_no,
        named.on_day,
        suppliers.cooperation_status,
        suppliers.first_cooperation_on,
        suppliers.ends_on
    from named
    inner join suppliers on named.supplier_code = suppliers.supplier_code
    where named.kind = 'termination'
),

documents as (
    select
        named.kind,
        named.document_no
    from named
    cross join {{ source('registry', 'reporting_year') }} as reporting_year
    where named.on_day between reporting_year.starts_on and reporting_year.ends_on
    union all
    select
        'supplier' as kind,
        supplier_code as document_no
    from suppliers
    union all
    select
        'ticket' as kind,
        tickets.ticket_no as document_no
    from {{ ref('stg_customers__complaints') }} as tickets
    cross join {{ source('registry', 'reporting_year') }} as reporting_year
    where tickets.received_on between reporting_year.starts_on and reporting_year.ends_on
),

holes as (
    {{ number_holes('documents') }}
),

ratings as (
    select
        stg.rated_at,
        stg.score,
        stg.full_score,
        months.month
    from {{ ref('stg_customers__satisfaction') }} as stg
    inner join {{ ref('int_calendar__months') }} as months
        on cast(stg.rated_at as date) between months.first_day and months.last_day
),

given as (
    select count(score) as row_count from ratings
),

rated_months as (
    select
        months.month,
        count(ratings.score) as row_count,
        avg(cast(ratings.score as double) / cast(ratings.full_score as double)) as mean
    from {{ ref('int_calendar__months') }} as months
    left join ratings on months.month = ratings.month
    cross join given
    where given.row_count > 0
    group by months.month
),

usual_ratings as (
    select
        median(row_count) as row_count,
        median(mean) as mean
    from rated_months
),

faults as (
    select
        'known_supplier' as check_name,
        concat_ws(' ', named.kind, named.document_no) as subject,
        concat_ws(' ', named.supplier_code, 'is not in the supplier master') as fault,
        null as ratio,
        null as hole,
        null as in_turn
    from named
    left join suppliers on named.supplier_code = suppliers.supplier_code
    where suppliers.supplier_code is null
    union all
    select
        'credit_code' as check_name,
        supplier_code as subject,
        registration_no as fault,
        null as ratio,
        null as hole,
        null as in_turn
    from suppliers
    where
        length(registration_no) = 18
        and length(translate(registration_no, '0123456789ABCDEFGHJKLMNPQRTUWXY', '')) = 0
        and {{ credit_code_fault('registration_no') }}
    union all
    select
        'one_number_for_a_name' as check_name,
        supplier_name as subject,
        string_agg(distinct registration_no, ', ' order by registration_no) as fault,
        null as ratio,
        null as hole,
        null as in_turn
    from suppliers
    group by supplier_name
    having count(distinct registration_no) > 1
    union all
    select
        'one_country_for_a_number' as check_name,
        registration_no as subject,
        string_agg(distinct country_region, ', ' order by country_region) as fault,
        null as ratio,
        null as hole,
        null as in_turn
    from suppliers
    group by registration_no
    having count(distinct country_region) > 1
    union all
    select
        'begun_when_active' as check_name,
        supplier_code as subject,
        concat_ws(' ', cooperation_status, 'from', cast(first_cooperation_on as string)) as fault,
        null as ratio,
        null as hole,
        null as in_turn
    from suppliers
    where cooperation_status <> 'candidate' and first_cooperation_on > ends_on
    union all
    select
        'terminated_status' as check_name,
        document_no as subject,
        concat_ws(' ', supplier_code, 'is', cooperation_status) as fault,
        null as ratio,
        null as hole,
        null as in_turn
    from terminated
    where cooperation_status in ('active', 'candidate') and on_day <= ends_on
    union all
    select
        'terminated_after_it_began' as check_name,
        document_no as subject,
        concat_ws(
            ' ', 'terminated', cast(on_day as string),
            'first cooperation', cast(first_cooperation_on as string)
        ) as fault,
        null as ratio,
        null as hole,
        null as in_turn
    from terminated
    where on_day < first_cooperation_on
    union all
    select
        'numbers_in_turn' as check_name,
        concat_ws(' ', kind, document_no) as subject,
        null as fault,
        null as ratio,
        hole,
        in_turn
    from holes
    where hole > 0
    union all
    select
        'ratings_of_a_month' as check_name,
        cast(rated_months.month as string) as subject,
        null as fault,
        rated_months.row_count / nullif(usual_ratings.row_count, 0) as ratio,
        null as hole,
        null as in_turn
    from rated_months
    cross join usual_ratings
    union all
    select
        'mean_of_a_month' as check_name,
        cast(rated_months.month as string) as subject,
        null as fault,
        rated_months.mean / nullif(usual_ratings.mean, 0) as ratio,
        null as hole,
        null as in_turn
    from rated_months
    cross join usual_ratings
    union all
    select
        'ratings_given_twice' as check_name,
        'all ratings' as subject,
        null as fault,
        -- Working hours are a quarter of the year's seconds: of many ratings some meet by chance.
        1 - cast(count(distinct concat_ws(' ', cast(rated_at as string), cast(score as string))) as double)
        / count(score)
        - 4.0 * count(score) / (365 * 24 * 60 * 60) as ratio,
        null as hole,
        null as in_turn
    from ratings
    having count(score) > 0
),

looked_at as (
    select
        'known_supplier' as check_name,
        count(document_no) as row_count
    from named
    {%- for check in [
        'credit_code', 'one_number_for_a_name', 'one_country_for_a_number', 'begun_when_active'
    ] %}
        union all
        select
            '{{ check }}' as check_name,
            count(row_id) as row_count
        from suppliers
    {%- endfor %}
    {%- for check in ['terminated_status', 'terminated_after_it_began'] %}
        union all
        select
            '{{ check }}' as check_name,
            count(document_no) as row_count
        from terminated
    {%- endfor %}
    union all
    select
        'numbers_in_turn' as check_name,
        count(document_no) as row_count
    from documents
    {%- for check in ['ratings_of_a_month', 'mean_of_a_month', 'ratings_given_twice'] %}
        union all
        select
            '{{ check }}' as check_name,
            count(score) as row_count
        from ratings
    {%- endfor %}
)

select
    check_name,
    subject,
    fault,
    cast(ratio as decimal(28, 4)) as ratio,
    cast(hole as bigint) as hole,
    cast(in_turn as decimal(28, 4)) as in_turn,
    cast(null as bigint) as rows_checked
from faults
union all
select
    check_name,
    'all' as subject,
    null as fault,
    null as ratio,
    null as hole,
    null as in_turn,
    row_count as rows_checked
from looked_at
