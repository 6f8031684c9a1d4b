using System.Collections.Immutable;
using System.Numerics;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>A computation on pairs of codes, where one input may be broadcast to the shape of the other.</summary>
/// <param name="Name">The name of the node that it computes.</param>
/// <param name="Inputs">Both inputs.</param>
/// <param name="Output">What it writes.</param>
/// <param name="Shapes">The shapes of both inputs and of the output where they differ; null where they are alike.</param>
internal abstract record PairStep(string Name, ImmutableArray<int> Inputs, int Output, (Shape Left, Shape Right, Shape Output)? Shapes)
    : PlanStep(Name, Inputs, Output)
{
    public override void Run(PlanMemory memory)
    {
        if (memory.Element(Output) == ElementType.Int16)
        {
            Run<short>(memory);
        }
        else
        {
            Run<sbyte>(memory);
        }
    }

    protected abstract void Run<TCode>(PlanMemory memory)
        where TCode : unmanaged, IBinaryInteger<TCode>;

    protected BinaryArguments<TCode, TParameters> Arguments<TCode, TParameters>(PlanMemory memory, TParameters parameters)
        where TCode : unmanaged, IBinaryInteger<TCode> => new()
        {
            Parameters = parameters,
            Left = memory.Codes<TCode>(Inputs[0]),
            Right = memory.Codes<TCode>(Inputs[1]),
            Output = memory.Codes<TCode>(Output),
            Walk = Shapes is { } shapes ? BroadcastWalk.Of(shapes.Output.Lengths, shapes.Left.Lengths, shapes.Right.Lengths) : null,
        };
}

/// <summary>The sum, or the difference, of two activations.</summary>
internal sealed record AddStep(string Name, ImmutableArray<int> Inputs, int Output, AddInt8Parameters Parameters, (Shape Left, Shape Right, Shape Output)? Shapes = null)
    : PairStep(Name, Inputs, Output, Shapes)
{
    public override long ConstantBytes => 11 * sizeof(int);

    protected override void Run<TCode>(PlanMemory memory) => AddInt8.Run(Arguments<TCode, AddInt8Parameters>(memory, Parameters));
}

/// <summary>The element-wise product of two activations.</summary>
internal sealed record MultiplyStep(string Name, ImmutableArray<int> Inputs, int Output, MultiplyInt8Parameters Parameters, (Shape Left, Shape Right, Shape Output)? Shapes = null)
    : PairStep(Name, Inputs, Output, Shapes)
{
    public override long ConstantBytes => 7 * sizeof(int);

    protected override void Run<TCode>(PlanMemory memory) => MultiplyInt8.Run(Arguments<TCode, MultiplyInt8Parameters>(memory, Parameters));
}

/// <summary>The larger, or the smaller, of two codes.</summary>
internal sealed record ExtremeStep(string Name, ImmutableArray<int> Inputs, int Output, bool IsMax, (Shape Left, Shape Right, Shape Output)? Shapes = null)
    : PairStep(Name, Inputs, Output, Shapes)
{
    public override long ConstantBytes => 0;

    protected override void Run<TCode>(PlanMemory memory) => ExtremeInt8.Run(Arguments<TCode, bool>(memory, IsMax));
}
