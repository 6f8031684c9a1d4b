namespace Bantam.Deployment;

/// <summary>What a model did on an emulated machine.</summary>
/// <param name="Outputs">The results, back to back.</param>
/// <param name="Instructions">
/// The instructions of each inference, exactly: from the first of the model's run function to its return, both
/// included. An instruction is not a cycle.
/// </param>
/// <param name="StackBytes">The deepest that the model's own stack was in any inference.</param>
/// <param name="Size">The model's flash and RAM.</param>
public sealed record EmulatorRun(sbyte[] Outputs, IReadOnlyList<long> Instructions, int StackBytes, FirmwareSize Size)
{
    /// <summary>The fewest instructions of any inference.</summary>
    public long MinInstructions => Instructions.Min();

    /// <summary>The most instructions of any inference; equal to the fewest when the code does not depend on data.</summary>
    public long MaxInstructions => Instructions.Max();

    /// <summary>The mean number of instructions of an inference.</summary>
    public double MeanInstructions => Instructions.Average();

    /// <summary>The model's RAM without its input and output: variables, arena and stack.</summary>
    public int PeakRamBytes => Size.StaticRamBytes + StackBytes;
}
