using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>A function of one code, as a table of 256.</summary>
internal sealed record TableStep(string Name, ImmutableArray<int> Inputs, int Output, TableInt8 Table)
    : PlanStep(Name, Inputs, Output)
{
    public override long ConstantBytes => Table.Values.Length;

    public override void Run(PlanMemory memory) => Table.Run(memory.Codes<sbyte>(Inputs[0]), memory.Codes<sbyte>(Output));
}
