using Bantam.Compression;
using Bantam.Costs;
using Bantam.Deployment;
using Bantam.Model;
using Bantam.Tests.Deployment;

namespace Bantam.Tests.Costs;

/// <summary>One step of generated code: the node that it computes, and its instructions in the emulator.</summary>
internal sealed record CountedLayer(KernelKind Kernel, Node Node, double Instructions);

/// <summary>Counts what generated code executes.</summary>
internal static class CountedLayers
{
    private const int Samples = 2;

    /// <summary>The mean instructions of each step of a network.</summary>
    public static IEnumerable<CountedLayer> Of(Graph network, string machine)
    {
        (Graph prepared, Plan plan) = Deployed(network);
        Dictionary<string, Node> nodes = prepared.Nodes.ToDictionary(node => node.Name);
        using EmulatorProgram program = Build(plan, machine);
        IReadOnlyList<TraceStep> trace = program.Trace(SampleNetworks.Codes(plan.Input.Bytes, Samples + 3).AsSpan(3 * plan.Input.Bytes));
        return
        [
            .. trace.GroupBy(step => step.Step).Select(steps =>
            {
                Node node = nodes[plan.StepNames[steps.Key]];
                return new CountedLayer(KernelWork.KernelOf(node)!.Value, node, steps.Average(step => step.Instructions!.Value));
            }),
        ];
    }

    /// <summary>The mean instructions of one inference, untraced.</summary>
    public static double OfInference(Graph network, string machine)
    {
        (_, Plan plan) = Deployed(network);
        using EmulatorProgram program = Build(plan, machine);
        return program.Run(SampleNetworks.Codes(plan.Input.Bytes, Samples + 3).AsSpan(3 * plan.Input.Bytes)).MeanInstructions;
    }

    private static (Graph Prepared, Plan Plan) Deployed(Graph network)
    {
        Graph prepared = InferencePasses.Apply(network);
        return (prepared, Lowering.Lower(new PostTrainingQuantization([SampleNetworks.Batch(prepared, 4, "calibration")]).Apply(prepared)));
    }

    private static EmulatorProgram Build(Plan plan, string machine) =>
        EmulatorProgram.Build(CWriter.Write(plan), EmulatedMachine.Named(machine), Toolchain.Installed, cancellation: TestContext.Current.CancellationToken);
}
