"""The first tables.

Revision: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('areas',
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('parent', sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(['parent'], ['areas.code'], name=op.f('fk_areas_parent_areas')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_areas'))
    )
    op.create_table('audit_log',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('actor', sa.String(length=80), nullable=False),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('object', sa.String(length=120), nullable=False),
    sa.Column('details', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('link', sa.BigInteger(), nullable=True),
    sa.Column('hash', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_log')),
    sa.UniqueConstraint('link', name=op.f('uq_audit_log_link')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('audit_log', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_log_object'), ['object'], unique=False)

    op.create_table('collections',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_collections')),
    sa.UniqueConstraint('name', name=op.f('uq_collections_name'))
    )
    op.create_table('contests',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('rules', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('opens_at', sa.BigInteger(), nullable=False),
    sa.Column('closes_at', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('published_at', sa.BigInteger(), nullable=True),
    sa.Column('stopped_at', sa.BigInteger(), nullable=True),
    sa.Column('finished_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contests')),
    sa.UniqueConstraint('slug', name=op.f('uq_contests_slug'))
    )
    op.create_table('otps',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('phone_index', sa.LargeBinary(), nullable=False),
    sa.Column('code_hash', sa.LargeBinary(), nullable=False),
    sa.Column('sent_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('wrong_tries', sa.Integer(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_otps'))
    )
    with op.batch_alter_table('otps', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_otps_phone_index_sent_at'), ['phone_index', 'sent_at'], unique=False)

    op.create_table('questions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ref', sa.String(length=80), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questions')),
    sa.UniqueConstraint('ref', name=op.f('uq_questions_ref'))
    )
    op.create_table('collection_questions',
    sa.Column('collection_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('question_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['collection_id'], ['collections.id'], name=op.f('fk_collection_questions_collection_id_collections')),
    sa.ForeignKeyConstraint(['question_id'], ['questions.id'], name=op.f('fk_collection_questions_question_id_questions')),
    sa.PrimaryKeyConstraint('collection_id', 'question_id', name=op.f('pk_collection_questions'))
    )
    op.create_table('denominators',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('population', sa.String(length=20), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('entered_at', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('count >= 0', name=op.f('ck_denominators_count')),
    sa.ForeignKeyConstraint(['area'], ['areas.code'], name=op.f('fk_denominators_area_areas')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_denominators'))
    )
    with op.batch_alter_table('denominators', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_denominators_area_population_entered_at'), ['area', 'population', 'entered_at'], unique=False)

    op.create_table('question_versions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('question_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('fingerprint', sa.String(length=32), nullable=False),
    sa.Column('content', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('created_by', sa.String(length=80), nullable=False),
    sa.CheckConstraint("state IN ('draft', 'approved')", name=op.f('ck_question_versions_state')),
    sa.ForeignKeyConstraint(['question_id'], ['questions.id'], name=op.f('fk_question_versions_question_id_questions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_versions')),
    sa.UniqueConstraint('question_id', 'number', name=op.f('uq_question_versions_question_id_number'))
    )
    with op.batch_alter_table('question_versions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_versions_fingerprint'), ['fingerprint'], unique=False)

    op.create_table('snapshots',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stage', sa.Integer(), nullable=False),
    sa.Column('practice', sa.Boolean(), nullable=False),
    sa.Column('questions', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_snapshots_contest_id_contests')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_snapshots')),
    sa.UniqueConstraint('contest_id', 'stage', 'practice', name=op.f('uq_snapshots_contest_id_stage_practice'))
    )
    op.create_table('units',
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('parent', sa.String(length=40), nullable=True),
    sa.Column('registered', sa.Integer(), nullable=True),
    sa.CheckConstraint('registered >= 0', name=op.f('ck_units_registered')),
    sa.ForeignKeyConstraint(['area'], ['areas.code'], name=op.f('fk_units_area_areas')),
    sa.ForeignKeyConstraint(['parent'], ['units.code'], name=op.f('fk_units_parent_units')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_units'))
    )
    with op.batch_alter_table('units', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_units_area'), ['area'], unique=False)
        batch_op.create_index(batch_op.f('ix_units_parent'), ['parent'], unique=False)

    op.create_table('class_starts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('pin', sa.String(length=6), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('started_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_class_starts_contest_id_contests')),
    sa.ForeignKeyConstraint(['unit'], ['units.code'], name=op.f('fk_class_starts_unit_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_starts'))
    )
    with op.batch_alter_table('class_starts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_class_starts_contest_id_unit'), ['contest_id', 'unit'], unique=False)

    op.create_table('people',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('name_masked', sa.String(length=20), nullable=False),
    sa.Column('phone_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('phone_index', sa.LargeBinary(), nullable=True),
    sa.Column('key_number', sa.Integer(), nullable=False),
    sa.Column('wechat_index', sa.LargeBinary(), nullable=True),
    sa.Column('area', sa.String(length=40), nullable=True),
    sa.Column('unit', sa.String(length=40), nullable=True),
    sa.Column('population', sa.String(length=20), nullable=True),
    sa.Column('birth_year', sa.Integer(), nullable=True),
    sa.Column('guardian_consent', sa.Boolean(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('erased_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['area'], ['areas.code'], name=op.f('fk_people_area_areas')),
    sa.ForeignKeyConstraint(['unit'], ['units.code'], name=op.f('fk_people_unit_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people'))
    )
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_people_phone_index'), ['phone_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_people_wechat_index'), ['wechat_index'], unique=False)

    op.create_table('staff',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=True),
    sa.Column('unit', sa.String(length=40), nullable=True),
    sa.Column('totp_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('totp_confirmed_at', sa.BigInteger(), nullable=True),
    sa.Column('totp_step', sa.BigInteger(), nullable=True),
    sa.Column('expires_at', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("role IN ('admin', 'organizer', 'official', 'curator', 'coordinator', 'inspector')", name=op.f('ck_staff_role')),
    sa.ForeignKeyConstraint(['area'], ['areas.code'], name=op.f('fk_staff_area_areas')),
    sa.ForeignKeyConstraint(['unit'], ['units.code'], name=op.f('fk_staff_unit_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff')),
    sa.UniqueConstraint('name', name=op.f('uq_staff_name'))
    )
    op.create_table('attempts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stage', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('practice', sa.Boolean(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('period', sa.String(length=20), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('idempotency_key', sa.String(length=80), nullable=True),
    sa.Column('snapshot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('seed', sa.String(length=40), nullable=False),
    sa.Column('drawer', sa.Integer(), nullable=False),
    sa.Column('paper', sa.Text(), nullable=False),
    sa.Column('key_number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('started_at', sa.BigInteger(), nullable=False),
    sa.Column('extra_us', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('deadline', sa.BigInteger(), nullable=False),
    sa.Column('grace_us', sa.BigInteger(), nullable=False),
    sa.Column('paused_at', sa.BigInteger(), nullable=True),
    sa.Column('sheet', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('saved_seq', sa.Integer(), server_default='0', nullable=False),
    sa.Column('handed_in_at', sa.BigInteger(), nullable=True),
    sa.Column('score', sa.BigInteger(), nullable=True),
    sa.Column('max_score', sa.BigInteger(), nullable=False),
    sa.Column('marks', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=True),
    sa.Column('right_answers', sa.Integer(), nullable=True),
    sa.Column('passed', sa.Boolean(), nullable=True),
    sa.Column('duration_us', sa.BigInteger(), nullable=True),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=True),
    sa.Column('population', sa.String(length=20), nullable=False),
    sa.CheckConstraint("state = 'open' OR score IS NOT NULL", name=op.f('ck_attempts_closed_has_score')),
    sa.CheckConstraint("state IN ('open', 'handed_in', 'expired', 'voided')", name=op.f('ck_attempts_state')),
    sa.ForeignKeyConstraint(['area'], ['areas.code'], name=op.f('fk_attempts_area_areas')),
    sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_attempts_contest_id_contests')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_attempts_person_id_people')),
    sa.ForeignKeyConstraint(['snapshot_id'], ['snapshots.id'], name=op.f('fk_attempts_snapshot_id_snapshots')),
    sa.ForeignKeyConstraint(['unit'], ['units.code'], name=op.f('fk_attempts_unit_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempts')),
    sa.UniqueConstraint('contest_id', 'person_id', 'practice', 'number', name=op.f('uq_attempts_contest_id_person_id_practice_number')),
    sa.UniqueConstraint('contest_id', 'stage', 'person_id', 'practice', 'period', 'ordinal', name=op.f('uq_attempts_contest_id_stage_person_id_practice_period_ordinal')),
    sa.UniqueConstraint('person_id', 'idempotency_key', name=op.f('uq_attempts_person_id_idempotency_key')),
    postgresql_with={'fillfactor': 50, 'toast_tuple_target': 8160}
    )
    with op.batch_alter_table('attempts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempts_contest_id_area_state'), ['contest_id', 'area', 'state'], unique=False)
        batch_op.create_index('ix_attempts_open_deadline', ['deadline'], unique=False, postgresql_where=sa.text("state = 'open'"), sqlite_where=sa.text("state = 'open'"))
        batch_op.create_index('uq_attempts_one_open', ['contest_id', 'stage', 'person_id', 'practice'], unique=True, postgresql_where=sa.text("state = 'open'"), sqlite_where=sa.text("state = 'open'"))

    op.create_table('class_members',
    sa.Column('class_start_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('joined_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['class_start_id'], ['class_starts.id'], name=op.f('fk_class_members_class_start_id_class_starts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_class_members_person_id_people')),
    sa.PrimaryKeyConstraint('class_start_id', 'person_id', name=op.f('pk_class_members'))
    )
    op.create_table('consents',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.String(length=20), nullable=False),
    sa.Column('guardian', sa.Boolean(), nullable=False),
    sa.Column('given_at', sa.BigInteger(), nullable=False),
    sa.Column('withdrawn_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_consents_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consents'))
    )
    with op.batch_alter_table('consents', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consents_person_id'), ['person_id'], unique=False)

    op.create_table('entries',
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ref', sa.String(length=80), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=True),
    sa.Column('population', sa.String(length=20), nullable=False),
    sa.Column('area_from', sa.String(length=10), nullable=False),
    sa.Column('code_hash', sa.LargeBinary(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['area'], ['areas.code'], name=op.f('fk_entries_area_areas')),
    sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_entries_contest_id_contests')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_entries_person_id_people')),
    sa.ForeignKeyConstraint(['unit'], ['units.code'], name=op.f('fk_entries_unit_units')),
    sa.PrimaryKeyConstraint('contest_id', 'person_id', name=op.f('pk_entries')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_entries_code_hash')),
    sa.UniqueConstraint('contest_id', 'ref', name=op.f('uq_entries_contest_id_ref'))
    )
    with op.batch_alter_table('entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_entries_contest_id_area'), ['contest_id', 'area'], unique=False)
        batch_op.create_index(batch_op.f('ix_entries_unit'), ['unit'], unique=False)
        batch_op.create_index(batch_op.f('ix_entries_person_id'), ['person_id'], unique=False)

    op.create_table('outbox',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stage', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_outbox_contest_id_contests')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_outbox_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_contest_id_stage'), ['contest_id', 'stage'], unique=False)

    op.create_table('recovery_codes',
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code_hash', sa.LargeBinary(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_recovery_codes_staff_id_staff')),
    sa.PrimaryKeyConstraint('staff_id', 'code_hash', name=op.f('pk_recovery_codes'))
    )
    op.create_table('sessions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('phone_index', sa.LargeBinary(), nullable=True),
    sa.Column('phone_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('wechat_index', sa.LargeBinary(), nullable=True),
    sa.Column('link', sa.String(length=160), nullable=True),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('second_factor_at', sa.BigInteger(), nullable=True),
    sa.Column('device', sa.String(length=60), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('last_seen_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('staff_id IS NULL OR person_id IS NULL', name=op.f('ck_sessions_one_owner')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_sessions_person_id_people')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_sessions_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sessions')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_sessions_token_hash'))
    )
    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sessions_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sessions_staff_id'), ['staff_id'], unique=False)

    op.create_table('staff_links',
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_links_staff_id_staff')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_staff_links'))
    )
    op.create_table('standings',
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stage', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('points', sa.BigInteger(), nullable=False),
    sa.Column('tie_key', sa.String(length=64), nullable=False),
    sa.Column('duration_us', sa.BigInteger(), nullable=False),
    sa.Column('started_at', sa.BigInteger(), nullable=False),
    sa.Column('finished_at', sa.BigInteger(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('counted', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=True),
    sa.Column('population', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['area'], ['areas.code'], name=op.f('fk_standings_area_areas')),
    sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_standings_contest_id_contests')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_standings_person_id_people')),
    sa.ForeignKeyConstraint(['unit'], ['units.code'], name=op.f('fk_standings_unit_units')),
    sa.PrimaryKeyConstraint('contest_id', 'stage', 'person_id', name=op.f('pk_standings'))
    )
    with op.batch_alter_table('standings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_standings_contest_id_stage_area_points_tie_key'), ['contest_id', 'stage', 'area', 'points', 'tie_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_standings_contest_id_stage_points_tie_key'), ['contest_id', 'stage', 'points', 'tie_key'], unique=False)

    op.create_table('session_people',
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_session_people_person_id_people')),
    sa.ForeignKeyConstraint(['session_id'], ['sessions.id'], name=op.f('fk_session_people_session_id_sessions'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('session_id', 'person_id', name=op.f('pk_session_people'))
    )
    with op.batch_alter_table('session_people', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_session_people_person_id'), ['person_id'], unique=False)

    _make_audit_log_append_only()


def downgrade() -> None:
    _drop_audit_log_guard()
    with op.batch_alter_table('session_people', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_session_people_person_id'))

    op.drop_table('session_people')
    with op.batch_alter_table('standings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_standings_contest_id_stage_points_tie_key'))
        batch_op.drop_index(batch_op.f('ix_standings_contest_id_stage_area_points_tie_key'))

    op.drop_table('standings')
    op.drop_table('staff_links')
    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sessions_staff_id'))
        batch_op.drop_index(batch_op.f('ix_sessions_person_id'))

    op.drop_table('sessions')
    op.drop_table('recovery_codes')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_contest_id_stage'))

    op.drop_table('outbox')
    with op.batch_alter_table('entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_entries_person_id'))
        batch_op.drop_index(batch_op.f('ix_entries_unit'))
        batch_op.drop_index(batch_op.f('ix_entries_contest_id_area'))

    op.drop_table('entries')
    with op.batch_alter_table('consents', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consents_person_id'))

    op.drop_table('consents')
    op.drop_table('class_members')
    with op.batch_alter_table('attempts', schema=None) as batch_op:
        batch_op.drop_index('uq_attempts_one_open', postgresql_where=sa.text("state = 'open'"), sqlite_where=sa.text("state = 'open'"))
        batch_op.drop_index('ix_attempts_open_deadline', postgresql_where=sa.text("state = 'open'"), sqlite_where=sa.text("state = 'open'"))
        batch_op.drop_index(batch_op.f('ix_attempts_contest_id_area_state'))

    op.drop_table('attempts')
    op.drop_table('staff')
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_people_wechat_index'))
        batch_op.drop_index(batch_op.f('ix_people_phone_index'))

    op.drop_table('people')
    with op.batch_alter_table('class_starts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_class_starts_contest_id_unit'))

    op.drop_table('class_starts')
    with op.batch_alter_table('units', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_units_parent'))
        batch_op.drop_index(batch_op.f('ix_units_area'))

    op.drop_table('units')
    op.drop_table('snapshots')
    with op.batch_alter_table('question_versions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_versions_fingerprint'))

    op.drop_table('question_versions')
    with op.batch_alter_table('denominators', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_denominators_area_population_entered_at'))

    op.drop_table('denominators')
    op.drop_table('collection_questions')
    op.drop_table('questions')
    with op.batch_alter_table('otps', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_otps_phone_index_sent_at'))

    op.drop_table('otps')
    op.drop_table('contests')
    op.drop_table('collections')
    with op.batch_alter_table('audit_log', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_log_object'))

    op.drop_table('audit_log')
    op.drop_table('areas')


def _make_audit_log_append_only() -> None:
    # A row may be given its link and hash once; nothing else of it ever changes, and none goes.
    columns = ("id", "at", "actor", "action", "object", "details")
    if op.get_bind().dialect.name == "postgresql":
        same = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns)
        op.execute(
            "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP <> 'UPDATE' OR OLD.hash IS NOT NULL OR {same} THEN "
            "RAISE EXCEPTION 'the audit log is append only'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_log_keep BEFORE UPDATE OR DELETE ON audit_log "
            "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()"
        )
        op.execute(
            "CREATE TRIGGER audit_log_keep_all BEFORE TRUNCATE ON audit_log "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
        )
        return
    same = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in columns)
    refuse = "BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END"
    op.execute(
        f"CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log WHEN OLD.hash IS NOT NULL OR {same} {refuse}"
    )
    op.execute(f"CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log {refuse}")


def _drop_audit_log_guard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_log_keep_all ON audit_log")
        op.execute("DROP TRIGGER audit_log_keep ON audit_log")
        op.execute("DROP FUNCTION refuse_audit_change()")
        return
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER audit_log_no_{verb}")
