namespace Bantam.Deployment;

/// <summary>Removes steps that only copy codes: moves that leave each in its place, windows of one pixel that change none, and tables of the identity.</summary>
/// <remarks>A copy from an input of the caller to an output of the caller stays: somebody has to make it.</remarks>
public sealed record DropCopies : PlanPass
{
    /// <inheritdoc/>
    public override PlanChange Apply(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        PlanRanges ranges = PlanRanges.Of(plan);
        PlanEdit edit = new(plan);
        List<string> dropped = [];
        foreach (PlanStep step in plan.Steps.Where(step => IsCopy(step, ranges)))
        {
            // Redirecting an earlier copy may have changed what this one reads.
            if (edit.WriterOf(step.Output) is { } current && Drop(edit, current))
            {
                dropped.Add(step.Name);
            }
        }

        return dropped.Count == 0
            ? new PlanChange(Name, plan, plan, "")
            : new PlanChange(Name, plan, edit.Finish(), $"Only copied codes: {string.Join(", ", dropped)}.");
    }

    private static bool Drop(PlanEdit edit, PlanStep copy)
    {
        int source = copy.Inputs[0];
        if (edit.Buffers[copy.Output].Place == BufferPlace.Arena)
        {
            edit.Remove(copy);
            edit.Redirect(copy.Output, source);
            return true;
        }

        // The caller's buffer takes the place of the one in the arena.
        if (edit.Buffers[source].Place == BufferPlace.Arena)
        {
            edit.Remove(copy);
            edit.Redirect(source, copy.Output);
            return true;
        }

        return false;
    }

    private static bool IsCopy(PlanStep step, PlanRanges ranges)
    {
        CodeRange input = step.Inputs.IsEmpty ? default : ranges.View(step.Inputs[0], 1)[0];
        return step switch
        {
            TableStep s => Enumerable.Range(input.Min, input.Max - input.Min + 1).All(code => s.Table.Values[code - sbyte.MinValue] == code),
            PoolStep s => s.Geometry is { KernelHeight: 1, KernelWidth: 1, StrideHeight: 1, StrideWidth: 1, PadTop: 0, PadLeft: 0 }
                && s.Geometry.InputElements == s.Geometry.OutputElements && s.Range.Min <= input.Min && s.Range.Max >= input.Max,
            MoveStep { Fill: null, Moves: [var move] } => move.Count == ranges.ElementsOf(step.Inputs[0]) && move.Count == ranges.ElementsOf(step.Output)
                && move.Source.Offset == move.Target.Offset && move.Source.Strides.AsSpan().SequenceEqual(move.Target.Strides.AsSpan()),
            _ => false,
        };
    }
}
