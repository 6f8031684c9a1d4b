namespace Bantam.Model;

/// <summary>Which tensors of a call hold one sample of a batch after the other along their first axis.</summary>
/// <param name="Inputs">Bit i is set where input i does; the other inputs are read whole. The output always does.</param>
/// <param name="SamplesPerRow">How many consecutive samples one row of the output's first axis is computed from.</param>
/// <param name="Continues">Whether the op can go on with a row that earlier samples have begun, see <see cref="Op.ForSamples"/>.</param>
internal readonly record struct SampleWise(uint Inputs, int SamplesPerRow = 1, bool Continues = false)
{
    /// <summary>Whether an input holds samples.</summary>
    public bool Holds(int input) => (Inputs >> input & 1) != 0;
}
