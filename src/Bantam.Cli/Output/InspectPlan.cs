using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Cli;

/// <summary>The plan of a quantized network.</summary>
/// <param name="Lowered">As it is, before any pass.</param>
/// <param name="Folded">After the passes that every compiled network gets.</param>
/// <param name="Streamed">The same row by row, where that makes the arena smaller.</param>
/// <param name="Changes">What the passes did.</param>
internal sealed record InspectPlan(Plan Lowered, Plan Folded, Plan Streamed, IReadOnlyList<PlanChange> Changes)
{
    /// <summary>Lowers a network; null where that is not possible.</summary>
    public static InspectPlan? Of(Graph graph)
    {
        if (!graph.Nodes.Any(node => node.Op is FakeQuantize))
        {
            return null;
        }

        try
        {
            IReadOnlyList<PlanChange> changes = PlanPasses.Apply(Lowering.Lower(graph));
            PlanChange streamed = new StreamRows().Apply(changes[^1].Plan);
            return new InspectPlan(changes[0].Before, changes[^1].Plan, streamed.Plan, [.. changes.Append(streamed).Where(change => change.HasChanged)]);
        }
        catch (UnsupportedException)
        {
            return null;
        }
    }

    /// <summary>The memory map of a plan: what lies in the arena.</summary>
    public static MemoryDrawing DrawingOf(Plan plan)
    {
        HashSet<int> overwritten = [.. plan.Buffers.Select(buffer => buffer.Overwrites ?? -1)];
        return new MemoryDrawing("bytes", plan.ArenaBytes, plan.LowerBoundBytes, [.. plan.Buffers
            .Index()
            .Where(buffer => buffer.Item.Place == BufferPlace.Arena)
            .Select(buffer => new MemoryRow(buffer.Item.Name, buffer.Item.Offset, buffer.Item.Bytes, buffer.Item.FirstStep, buffer.Item.LastStep, overwritten.Contains(buffer.Index)))]);
    }
}
