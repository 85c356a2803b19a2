//! `jobs tree`: what a job needs and what needs it, as far as there is any.

use std::{
    collections::{HashMap, HashSet},
    ffi::OsString,
    os::unix::ffi::OsStrExt,
};

use crate::{
    cli::{
        answer::{self, Answer},
        exit::{Exit, Failure},
        global::Global,
        targets,
        ui::Ui,
    },
    render::{column::Tone, phrase::Phrase},
    rq::{candidate::Found, fields::Needs, id::JobId, status::Status},
    store::{Store, kin::Kin},
    views::kin::{Node, Relation, TREE, status_tone},
};

/// Nodes of one tree: a person sees the shape, and a program that a million is not one.
const MOST: usize = 10_000;

#[derive(clap::Args, Clone, Debug)]
pub struct Tree {
    /// Job ID
    #[arg(value_name = "ID")]
    id: OsString,
}

impl Tree {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let columns = answer::columns_of_jobs(global, TREE, "id")?;
        let mut store = global.open(ui)?;
        let hints = global.hints().on(&store);
        let text = self.id.as_bytes().to_vec();
        let Some(id) = resolve(&mut store, text.clone())? else {
            let again = hints.read("jobs tree");
            let prefix = String::from_utf8_lossy(store.keys.prefix()).into_owned();
            let no =
                Failure::no("not_found", format!("there is no job `{}`", String::from_utf8_lossy(&text)));
            return Err(match targets::mistaken(&text, &prefix, again) {
                Some(hint) => no.hint(hint),
                None => no,
            });
        };
        let family = Family::read(&mut store, id)?;
        let nodes = family.nodes();
        if ui.format().machine() || !global.columns.is_empty() {
            return Answer::new("rqctl/jobs.tree/1", "job", columns)
                .print(ui, &mut store, &hints, nodes, None);
        }
        let mut page = ui.page();
        nodes.iter().for_each(|node| page.line(line(node)));
        page.write(&mut ui.out)?;
        if family.unread > 0 {
            ui.note(&format!("{} more were not read", family.unread));
        }
        Ok(Exit::Done)
    }
}

/// The job that a text names.
fn resolve(store: &mut Store, text: Vec<u8>) -> Result<Option<JobId>, Failure> {
    let mut select = store.named(Box::new(std::iter::once(text)), Needs::NONE)?;
    let found = select.next_page()?.and_then(|page| page.items.into_iter().next());
    Ok(found.filter(|c| matches!(c.found, Found::Job(_))).map(|c| c.id))
}

/// All that is related, read level by level.
struct Family {
    root: JobId,
    kin: HashMap<JobId, Kin>,
    unread: u64,
}

impl Family {
    fn read(store: &mut Store, root: JobId) -> Result<Family, Failure> {
        let mut family = Family { root: root.clone(), kin: HashMap::new(), unread: 0 };
        let mut up: HashSet<JobId> = HashSet::from([root.clone()]);
        let mut down: HashSet<JobId> = HashSet::from([root.clone()]);
        let mut level = vec![(root, true, true)];
        while !level.is_empty() && family.kin.len() < MOST {
            let mut unknown: Vec<JobId> = level.iter().map(|(id, ..)| id.clone()).collect();
            unknown.retain(|id| !family.kin.contains_key(id));
            unknown.sort();
            unknown.dedup();
            for chunk in unknown.chunks(200) {
                for (id, kin) in chunk.iter().zip(store.kin(chunk)?) {
                    family.unread += kin.unread;
                    family.kin.insert(id.clone(), kin);
                }
            }
            let mut next = Vec::new();
            for (id, ups, downs) in level {
                let Some(kin) = family.kin.get(&id) else { continue };
                let parents = kin.parents.iter().filter(|p| ups && up.insert((*p).clone()));
                next.extend(parents.map(|p| (p.clone(), true, false)));
                let children = kin.children.iter().filter(|c| downs && down.insert((*c).clone()));
                next.extend(children.map(|c| (c.clone(), false, true)));
            }
            level = next;
        }
        Ok(family)
    }

    /// What it needs from far to near, itself, and what needs it from near to far.
    fn nodes(&self) -> Vec<Node> {
        let mut above = Vec::new();
        self.walk(Relation::Needs, &mut above);
        let mut nodes = above;
        nodes.push(self.node(&self.root, None, 0, Relation::Itself, false));
        self.walk(Relation::NeededBy, &mut nodes);
        nodes
    }

    /// Depth first, without recursion: the graph is as deep as others made it.
    fn walk(&self, relation: Relation, nodes: &mut Vec<Node>) {
        let kin = |id: &JobId| match (self.kin.get(id), relation) {
            (Some(kin), Relation::Needs) => kin.parents.clone(),
            (Some(kin), _) => kin.children.clone(),
            (None, _) => Vec::new(),
        };
        let mut path: Vec<JobId> = vec![self.root.clone()];
        let mut rest: Vec<Vec<JobId>> = vec![reversed(kin(&self.root))];
        let mut shown: HashSet<JobId> = HashSet::new();
        while let Some(level) = rest.last_mut() {
            let Some(id) = level.pop() else {
                rest.pop();
                path.pop();
                continue;
            };
            if nodes.len() >= MOST {
                return;
            }
            let cycle = path.contains(&id);
            nodes.push(self.node(&id, path.last(), path.len() as u64, relation, cycle));
            // Whatever was met before has shown what lies behind it.
            if !cycle && shown.insert(id.clone()) {
                rest.push(reversed(kin(&id)));
                path.push(id);
            }
        }
    }

    fn node(&self, id: &JobId, through: Option<&JobId>, depth: u64, relation: Relation, cycle: bool) -> Node {
        let kin = self.kin.get(id).cloned().unwrap_or_default();
        Node {
            id: id.0.to_vec(),
            status: kin.status.as_ref().map(|s| s.as_bytes().to_vec()),
            function: kin.function.clone(),
            depth,
            relation,
            parent: through.map(|p| p.0.to_vec()),
            blocked_by: self.blocked_by(&kin),
            missing: !kin.exists,
            cycle,
        }
    }

    /// The parents that a deferred job still waits for, as far as they are known.
    fn blocked_by(&self, kin: &Kin) -> Vec<Vec<u8>> {
        if kin.status != Some(Status::Deferred) {
            return Vec::new();
        }
        let waits =
            |id: &&JobId| self.kin.get(*id).is_some_and(|k| k.exists && k.status != Some(Status::Finished));
        kin.parents.iter().filter(waits).map(|id| id.0.to_vec()).collect()
    }
}

fn reversed(mut ids: Vec<JobId>) -> Vec<JobId> {
    ids.reverse();
    ids
}

fn line(node: &Node) -> Phrase {
    let indent = "  ".repeat(usize::try_from(node.depth).unwrap_or(usize::MAX).min(40));
    let phrase = match node.relation {
        Relation::Itself => Phrase::new().name(Tone::Strong, &node.id),
        Relation::Needs => {
            Phrase::new().say(Tone::Dim, format!("{indent}needs ")).name(Tone::Plain, &node.id)
        }
        Relation::NeededBy => {
            Phrase::new().say(Tone::Dim, format!("{indent}needed by ")).name(Tone::Plain, &node.id)
        }
    };
    let status = match &node.status {
        _ if node.missing && node.relation == Relation::Needs => {
            Phrase::new().say(Tone::Warn, "  gone: RQ counts it as done")
        }
        _ if node.missing => Phrase::new().say(Tone::Warn, "  gone"),
        Some(status) => Phrase::new().plain("  ").say(status_tone(status), String::from_utf8_lossy(status)),
        None => Phrase::new().say(Tone::Warn, "  no status"),
    };
    let function = node.function.as_deref().map(|f| format!("  {f}")).unwrap_or_default();
    let cycle = if node.cycle { "  cycle: met above" } else { "" };
    phrase.and(status).and(Phrase::new().say(Tone::Dim, function)).and(Phrase::new().say(Tone::Bad, cycle))
}
