using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The mean over all pixels.</summary>
internal sealed record MeanStep(string Name, ImmutableArray<int> Inputs, int Output, int Pixels, MeanInt8Parameters Parameters)
    : PlanStep(Name, Inputs, Output)
{
    public override long ConstantBytes => 8 * sizeof(int);

    public override void Run(PlanMemory memory)
    {
        Span<sbyte> output = memory.Codes<sbyte>(Output);
        MeanInt8.Run(new MeanInt8Arguments { Pixels = Pixels, Channels = output.Length, Parameters = Parameters, Input = memory.Codes<sbyte>(Inputs[0]), Output = output });
    }
}
