namespace Bantam.Model;

/// <summary>A function from a counter to random bits: any block can be computed alone, so work can be shared out in any way.</summary>
/// <param name="key">What tells two functions apart.</param>
/// <param name="purpose">What the numbers are for: functions of different purposes are independent.</param>
internal readonly struct RandomBlocks(ulong key, ulong purpose)
{
    /// <summary>128 random bits.</summary>
    public RandomStream.Block At(ulong counter) => RandomStream.Philox(
        new RandomStream.Block((uint)counter, (uint)(counter >> 32), (uint)purpose, (uint)(purpose >> 32)),
        (uint)key,
        (uint)(key >> 32));
}
