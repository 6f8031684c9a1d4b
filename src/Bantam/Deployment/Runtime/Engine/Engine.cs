using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Runs a network on the host as fast as it allows: a plan bit for bit as <see cref="PlanRuntime"/> does, a graph as <see cref="InferenceStep"/> does.</summary>
/// <remarks>
/// Everything is prepared once: weights are packed for the widest vectors of the machine, memory is taken, and each step knows its
/// places. A run goes through the steps and allocates nothing. One instance serves one caller at a time; it may divide the samples
/// of a run among threads.
/// </remarks>
public abstract class Engine
{
    private protected Engine(int inputLength, int outputLength)
    {
        InputLength = inputLength;
        OutputLength = outputLength;
    }

    /// <summary>The numbers of one input sample.</summary>
    public int InputLength { get; }

    /// <summary>The numbers of one output sample.</summary>
    public int OutputLength { get; }

    /// <summary>Prepares a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="options">How it runs; on one thread where omitted.</param>
    /// <returns>The engine. Where the plan has several inputs or outputs, those of a sample lie one behind the other.</returns>
    /// <exception cref="UnsupportedException">An input or output has codes wider than int8.</exception>
    public static Engine Of(Plan plan, EngineOptions? options = null) => Of(plan, options, DotPaths.Fastest);

    /// <summary>Prepares a Float32 network.</summary>
    /// <param name="graph">The network. Changes of its values after this do not reach the engine.</param>
    /// <param name="options">How it runs; on one thread where omitted.</param>
    /// <returns>The engine.</returns>
    /// <exception cref="UnsupportedException">The network has several inputs or outputs.</exception>
    public static Engine Of(Graph graph, EngineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (graph.Inputs.Count != 1 || graph.Outputs.Count != 1)
        {
            throw new UnsupportedException($"The network has {graph.Inputs.Count} inputs and {graph.Outputs.Count} outputs, but an engine runs Float32 networks with one of each. Use Graph.Run.");
        }

        return new GraphEngine(graph, options ?? new EngineOptions());
    }

    /// <summary>Runs samples of real numbers.</summary>
    /// <param name="input">One sample or several, one behind the other.</param>
    /// <param name="output">Receives the outputs of as many samples.</param>
    /// <exception cref="ArgumentException">The lengths are no equal number of samples.</exception>
    public void Run(ReadOnlySpan<float> input, Span<float> output) => RunReal(input, output, Samples(input.Length, output.Length));

    /// <summary>Runs samples of codes.</summary>
    /// <param name="input">One sample or several, one behind the other.</param>
    /// <param name="output">Receives the codes of as many outputs.</param>
    /// <exception cref="ArgumentException">The lengths are no equal number of samples.</exception>
    /// <exception cref="NotSupportedException">The network computes in Float32 and has no codes.</exception>
    public void Run(ReadOnlySpan<sbyte> input, Span<sbyte> output) => RunCodes(input, output, Samples(input.Length, output.Length));

    /// <summary>Prepares a plan for given instructions.</summary>
    internal static PlanEngine Of(Plan plan, EngineOptions? options, DotPath path)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Inputs.Concat(plan.Outputs).FirstOrDefault(buffer => buffer.Element != ElementType.Int8) is { } wide)
        {
            throw new UnsupportedException($"'{wide.Name}' has {wide.Element} codes, but an engine takes and gives those of Int8. Run the plan by PlanRuntime.");
        }

        return new PlanEngine(new EnginePlan(plan, path), options ?? new EngineOptions());
    }

    private protected abstract void RunReal(ReadOnlySpan<float> input, Span<float> output, int samples);

    private protected abstract void RunCodes(ReadOnlySpan<sbyte> input, Span<sbyte> output, int samples);

    private int Samples(int inputLength, int outputLength)
    {
        int samples = inputLength / InputLength;
        return samples > 0 && samples * InputLength == inputLength && samples * OutputLength == outputLength
            ? samples
            : throw new ArgumentException($"A sample has {InputLength} inputs and {OutputLength} outputs, but got {inputLength} and {outputLength} numbers. Pass an equal number of whole samples, at least one.");
    }
}
