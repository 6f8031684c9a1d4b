namespace Bantam.Deployment;

/// <summary>Proves of a finished arena that nothing is overwritten while it is needed.</summary>
internal static class ArenaCheck
{
    /// <summary>Compares every pair of buffers; independent of how they were placed.</summary>
    /// <exception cref="InvalidOperationException">Two buffers that live at the same step share memory.</exception>
    public static void Validate(IReadOnlyList<PlanBuffer> buffers)
    {
        PlanBuffer[] arena = [.. buffers.Where(buffer => buffer.Place == BufferPlace.Arena)];
        for (int i = 0; i < arena.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                bool liveTogether = arena[i].FirstStep <= arena[j].LastStep && arena[j].FirstStep <= arena[i].LastStep;
                bool shareMemory = arena[i].Offset < arena[j].Offset + arena[j].Bytes && arena[j].Offset < arena[i].Offset + arena[i].Bytes;
                if (liveTogether && shareMemory)
                {
                    throw new InvalidOperationException($"The arena gives '{arena[i].Name}' and '{arena[j].Name}' the same memory at the same step. This is a defect of the planner; please report it with the network.");
                }
            }
        }
    }
}
