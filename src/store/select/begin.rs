//! How a selection begins: by a filter, by walks, by names, or by members that were met before.

use crate::{
    rq::{
        fields::{Field, Needs},
        filter::{Filter, Selection, Toward, Walk},
        place::Place,
    },
    store::{
        Store,
        cursor::{Member, PAGE},
        error::Error,
        select::{
            Cut, Select, choose,
            context::Context,
            source::{Source, Start},
            stages::Stages,
        },
    },
};

impl Store {
    /// Begins a walk. Reads what it needs first: queues, live workers, rate limits; and where an order or a limit
    /// of a walk that acts asks for it, the whole selection once, to choose from it.
    ///
    /// # Errors
    /// When Redis cannot be asked; one bad job is a candidate, not an error.
    pub fn select(&mut self, what: &Selection, needs: Needs, toward: Toward) -> Result<Select<'_>, Error> {
        if what.order.is_some() || (what.limit.is_some() && toward == Toward::Acting) {
            return choose::select(self, what, needs, toward);
        }
        let (context, walks) = self.prepare(&what.filter, needs)?;
        let mut select = self.begin(what, needs, toward, context, Source::walks(walks, toward));
        select.limit = what.limit;
        select.stages.begin_with(what.limit.map_or(PAGE as u64, |n| n.saturating_add(1)));
        Ok(select)
    }

    /// The entries of these walks, each for itself: whatever stands in a registry, a list or a set, with what is
    /// known of its job.
    ///
    /// # Errors
    /// As [`Store::select`].
    pub fn entries(
        &mut self,
        walks: Vec<Walk>,
        needs: Needs,
        limit: Option<u64>,
    ) -> Result<Select<'_>, Error> {
        let mut select = self.all_of(walks, needs, Toward::Listing)?;
        select.limit = limit;
        select.stages.begin_with(limit.map_or(PAGE as u64, |n| n.saturating_add(1)));
        Ok(select)
    }

    /// The same for whoever acts on them, page by page.
    ///
    /// # Errors
    /// As [`Store::select`].
    pub fn entries_to_act_on(&mut self, walks: Vec<Walk>, needs: Needs) -> Result<Select<'_>, Error> {
        self.all_of(walks, needs, Toward::Acting)
    }

    /// What is known of these members by now, whether or not they still stand where they were met.
    ///
    /// # Errors
    /// As [`Store::select`].
    pub fn entries_again(&mut self, members: Vec<Member>, needs: Needs) -> Result<Select<'_>, Error> {
        let context = Context::read(self, &Filter::default(), needs, false)?.entries();
        let what = Selection { orphans: true, ..Selection::default() };
        let given = std::iter::once(Start::Given(members.into()));
        let source = Source::starts(given, Toward::Listing);
        Ok(self.begin(&what, needs, Toward::Listing, context, source))
    }

    fn all_of(&mut self, walks: Vec<Walk>, needs: Needs, toward: Toward) -> Result<Select<'_>, Error> {
        let mut context = Context::read(self, &Filter::default(), needs, false)?.entries();
        context.walking(&walks);
        let what = Selection { orphans: true, ..Selection::default() };
        Ok(self.begin(&what, needs, toward, context, Source::walks(walks, toward)))
    }

    /// The jobs that these texts name, in their order: plain IDs or `ID:EXECUTION`. A text that names
    /// nothing is a candidate without a hash.
    ///
    /// # Errors
    /// As [`Store::select`].
    pub fn named(
        &mut self,
        texts: Box<dyn Iterator<Item = Vec<u8>>>,
        needs: Needs,
    ) -> Result<Select<'_>, Error> {
        let what = Selection { orphans: true, ..Selection::default() };
        let context = Context::read(self, &what.filter, needs, false)?.named();
        Ok(self.begin(&what, needs, Toward::Listing, context, Source::named(texts)))
    }

    pub(super) fn prepare(&mut self, filter: &Filter, needs: Needs) -> Result<(Context, Vec<Walk>), Error> {
        let mut context = Context::read(self, filter, needs.and(filter.needs()), true)?;
        let walks = filter.walks(&context.queues, &context.rate_limits);
        context.walking(&walks);
        Ok((context, walks))
    }

    pub(super) fn begin(
        &mut self,
        what: &Selection,
        needs: Needs,
        toward: Toward,
        context: Context,
        source: Source,
    ) -> Select<'_> {
        let mut needs = needs.and(what.filter.needs());
        if context.walked.iter().any(|p| matches!(p, Place::RateLimited(_))) {
            needs = needs.and(Needs::of(&[Field::RateLimitKey]));
        }
        let by_page = toward == Toward::Acting;
        Select {
            store: self,
            stages: Stages::new(what.filter.clone(), needs, context, source, by_page),
            toward,
            limit: None,
            orphans: what.orphans,
            given: 0,
            left_out: 0,
            handed: 0,
            standing: 0,
            matched: None,
            cut: Cut::No,
        }
    }
}
