namespace Bantam.Deployment;

/// <summary>Makes a plan of changed steps: leaves out what nothing reads, numbers buffers anew and lays the arena out.</summary>
internal static class PlanRewrite
{
    /// <summary>The plan of other steps over the same buffers.</summary>
    /// <param name="plan">The plan whose input and output stay.</param>
    /// <param name="steps">The steps in the order in which they run; each writes a buffer of its own.</param>
    /// <param name="buffers">The buffers that the steps name by index; those of the plan where omitted.</param>
    public static Plan Of(Plan plan, IReadOnlyList<PlanStep> steps, IReadOnlyList<PlanBuffer>? buffers = null) =>
        ArenaPlanner.Arrange(Unarranged(plan, steps, buffers ?? plan.Buffers));

    /// <summary>The same without places in the arena, to be judged by its lower bound.</summary>
    public static Plan Unarranged(Plan plan, IReadOnlyList<PlanStep> steps, IReadOnlyList<PlanBuffer> buffers)
    {
        PlanStep[] live = [.. Live(steps, buffers)];
        int[] numbers = new int[buffers.Count];
        List<PlanBuffer> kept = [];
        bool[] isUsed = Used(live, buffers);
        for (int i = 0; i < buffers.Count; i++)
        {
            numbers[i] = isUsed[i] ? kept.Count : -1;
            if (isUsed[i])
            {
                kept.Add(buffers[i] with { FirstStep = IsWritten(buffers[i]) ? 0 : -1, LastStep = 0 });
            }
        }

        PlanStep[] renumbered = [.. live.Select(step => step.Renumbered(buffer => numbers[buffer]))];
        return new Plan(plan.Rounding, WithLifetimes(kept, renumbered), renumbered, [.. plan.InputIndices.Select(i => numbers[i])], [.. plan.OutputIndices.Select(i => numbers[i])]);
    }

    /// <summary>The steps whose output something reads; steps after them that read it have been seen first.</summary>
    private static Stack<PlanStep> Live(IReadOnlyList<PlanStep> steps, IReadOnlyList<PlanBuffer> buffers)
    {
        bool[] isRead = [.. buffers.Select(buffer => buffer.Place == BufferPlace.Output)];
        Stack<PlanStep> live = new();
        foreach (PlanStep step in steps.Reverse().Where(step => isRead[step.Output]))
        {
            live.Push(step);
            foreach (int input in step.Inputs)
            {
                isRead[input] = true;
            }
        }

        return live;
    }

    private static bool IsWritten(PlanBuffer buffer) => buffer.Place is BufferPlace.Arena or BufferPlace.Output;

    private static bool[] Used(PlanStep[] steps, IReadOnlyList<PlanBuffer> buffers)
    {
        bool[] isUsed = [.. buffers.Select(buffer => buffer.Place != BufferPlace.Arena)];
        foreach (int buffer in steps.SelectMany(step => step.Buffers))
        {
            isUsed[buffer] = true;
        }

        return isUsed;
    }

    private static PlanBuffer[] WithLifetimes(List<PlanBuffer> buffers, PlanStep[] steps)
    {
        PlanBuffer[] result = [.. buffers];
        for (int i = 0; i < steps.Length; i++)
        {
            foreach (int own in steps[i].Buffers.Except(steps[i].Inputs).Where(buffer => IsWritten(result[buffer])))
            {
                result[own] = result[own] with { FirstStep = i };
            }

            foreach (int used in steps[i].Buffers)
            {
                result[used] = result[used] with { LastStep = i };
            }
        }

        return [.. result.Select(buffer => buffer.Place == BufferPlace.Output ? buffer with { LastStep = steps.Length } : buffer)];
    }
}
