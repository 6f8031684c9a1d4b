using System.Collections.Immutable;
using System.Numerics;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>A change of scale, zero point or width, with or without a clamp.</summary>
internal sealed record RequantizeStep(string Name, ImmutableArray<int> Inputs, int Output, RequantizeInt8Parameters Parameters)
    : PlanStep(Name, Inputs, Output)
{
    public override long ConstantBytes => 6 * sizeof(int);

    public override void Run(PlanMemory memory)
    {
        switch (memory.Element(Inputs[0]))
        {
            case ElementType.Int8:
                From<sbyte>(memory);
                break;
            case ElementType.Int16:
                From<short>(memory);
                break;
            default:
                From<int>(memory);
                break;
        }
    }

    private void From<TInput>(PlanMemory memory)
        where TInput : unmanaged, IBinaryInteger<TInput>
    {
        ReadOnlySpan<TInput> input = memory.Codes<TInput>(Inputs[0]);
        switch (memory.Element(Output))
        {
            case ElementType.Int8:
                RequantizeInt8.Run(Parameters, input, memory.Codes<sbyte>(Output));
                break;
            case ElementType.Int16:
                RequantizeInt8.Run(Parameters, input, memory.Codes<short>(Output));
                break;
            default:
                RequantizeInt8.Run(Parameters, input, memory.Codes<int>(Output));
                break;
        }
    }
}
