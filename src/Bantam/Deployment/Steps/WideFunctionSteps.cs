using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The logistic function or tanh of 16-bit codes.</summary>
internal sealed record LogisticStep(string Name, ImmutableArray<int> Inputs, int Output, LogisticInt16Parameters Parameters, bool IsTanh)
    : PlanStep(Name, Inputs, Output)
{
    /// <summary>The table of 256 entries of 16 bits.</summary>
    public override long ConstantBytes => 256 * sizeof(short);

    public override void Run(PlanMemory memory) => LogisticInt16.Run(Parameters, IsTanh, memory.Codes<short>(Inputs[0]), memory.Codes<short>(Output));
}

/// <summary>The leaky ReLU of 16-bit codes.</summary>
internal sealed record LeakyReluStep(string Name, ImmutableArray<int> Inputs, int Output, LeakyReluInt8Parameters Parameters)
    : PlanStep(Name, Inputs, Output)
{
    public override long ConstantBytes => 9 * sizeof(int);

    public override void Run(PlanMemory memory) => LeakyReluInt8.Run<short>(Parameters, memory.Codes<short>(Inputs[0]), memory.Codes<short>(Output));
}

/// <summary>Softmax over the last axis of 16-bit codes.</summary>
internal sealed record WideSoftmaxStep(string Name, ImmutableArray<int> Inputs, int Output, int Columns, SoftmaxInt16Parameters Parameters)
    : PlanStep(Name, Inputs, Output)
{
    /// <summary>Two tables of 513 entries of 16 bits.</summary>
    public override long ConstantBytes => 2 * 513 * sizeof(short);

    public override void Run(PlanMemory memory) => SoftmaxInt16.Run(Parameters, Columns, memory.Codes<short>(Inputs[0]), memory.Codes<short>(Output));
}
