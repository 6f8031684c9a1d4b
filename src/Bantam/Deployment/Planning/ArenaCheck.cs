namespace Bantam.Deployment;

/// <summary>Proves of a finished arena that nothing is overwritten while it is needed.</summary>
internal static class ArenaCheck
{
    /// <summary>Compares every pair of buffers; independent of how they were placed.</summary>
    /// <exception cref="InvalidOperationException">Two buffers that live at the same step share memory, and neither is written over the other.</exception>
    public static void Validate(IReadOnlyList<PlanBuffer> buffers)
    {
        for (int i = 0; i < buffers.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (buffers[i].Place == BufferPlace.Arena && buffers[j].Place == BufferPlace.Arena && Collide(buffers[i], buffers[j])
                    && !IsInPlace(buffers[i], j, buffers[j]) && !IsInPlace(buffers[j], i, buffers[i]))
                {
                    throw new InvalidOperationException($"The arena gives '{buffers[i].Name}' and '{buffers[j].Name}' the same memory at the same step. This is a defect of the planner; please report it with the network.");
                }
            }
        }
    }

    /// <summary>Compares buffers, and sees to it that only steps that can write over what they read do so.</summary>
    /// <exception cref="InvalidOperationException">A step overwrites what it has yet to read.</exception>
    public static void Validate(Plan plan)
    {
        Validate(plan.Buffers);
        foreach (PlanStep step in plan.Steps)
        {
            PlanBuffer output = plan.Buffers[step.Output];
            if (output.Overwrites is { } input && !(step.IsElementwise && step.Inputs.Contains(input)))
            {
                throw new InvalidOperationException($"Step '{step.Name}' writes '{output.Name}' over '{plan.Buffers[input].Name}', which it cannot. This is a defect of the planner; please report it with the network.");
            }
        }
    }

    private static bool Collide(PlanBuffer a, PlanBuffer b)
    {
        bool liveTogether = a.FirstStep <= b.LastStep && b.FirstStep <= a.LastStep;
        bool shareMemory = a.Offset < b.Offset + b.Bytes && b.Offset < a.Offset + a.Bytes;
        return liveTogether && shareMemory;
    }

    /// <summary>Whether one buffer takes the place of another in the very step that reads the other for the last time.</summary>
    private static bool IsInPlace(PlanBuffer over, int index, PlanBuffer under) =>
        over.Overwrites == index && over.Offset == under.Offset && over.Bytes == under.Bytes && over.FirstStep == under.LastStep;
}
