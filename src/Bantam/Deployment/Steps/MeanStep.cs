using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The mean over neighboring axes: of [n, pixels, channels] over the pixels.</summary>
internal sealed record MeanStep(string Name, ImmutableArray<int> Inputs, int Output, int Pixels, int Channels, MeanInt8Parameters Parameters)
    : PlanStep(Name, Inputs, Output)
{
    public override long ConstantBytes => 8 * sizeof(int);

    public override void Run(PlanMemory memory)
    {
        if (memory.Element(Output) == ElementType.Int16)
        {
            MeanInt8.Run(new MeanArguments<short> { Pixels = Pixels, Channels = Channels, Parameters = Parameters, Input = memory.Codes<short>(Inputs[0]), Output = memory.Codes<short>(Output) });
        }
        else
        {
            MeanInt8.Run(new MeanArguments<sbyte> { Pixels = Pixels, Channels = Channels, Parameters = Parameters, Input = memory.Codes<sbyte>(Inputs[0]), Output = memory.Codes<sbyte>(Output) });
        }
    }
}
