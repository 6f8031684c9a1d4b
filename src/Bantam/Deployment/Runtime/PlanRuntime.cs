using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Runs a plan on the host with the scalar reference kernels: what it computes defines what the generated code must compute.</summary>
/// <remarks>All memory is taken when it is made: a run allocates nothing. One instance serves one thread.</remarks>
public sealed class PlanRuntime
{
    private readonly Plan _plan;
    private readonly sbyte[] _arena;
    private readonly sbyte[] _input;
    private readonly sbyte[] _output;

    /// <summary>Makes a runtime for a plan.</summary>
    /// <param name="plan">The plan.</param>
    public PlanRuntime(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        _arena = new sbyte[plan.ArenaBytes];
        _input = new sbyte[plan.Input.Bytes];
        _output = new sbyte[plan.Output.Bytes];
    }

    /// <summary>The codes of the last input.</summary>
    public ReadOnlySpan<sbyte> Input => _input;

    /// <summary>The codes of the last output.</summary>
    public ReadOnlySpan<sbyte> Output => _output;

    /// <summary>Quantizes a sample and runs the plan on it.</summary>
    /// <param name="sample">The real numbers of one sample.</param>
    /// <returns>The codes of the output.</returns>
    /// <exception cref="ArgumentException">There are more or fewer numbers than the input has codes.</exception>
    public ReadOnlySpan<sbyte> Run(ReadOnlySpan<float> sample)
    {
        RequireLength(sample.Length, _input.Length, "input", nameof(sample));
        QuantizeInt8.FromFloat(_plan.Input.Parameters, _plan.Rounding, sample, _input);
        RunSteps(null);
        return _output;
    }

    /// <summary>Runs the plan on codes.</summary>
    /// <param name="codes">The codes of one sample.</param>
    /// <param name="observe">Is shown each step's number and output; optional.</param>
    /// <returns>The codes of the output.</returns>
    /// <exception cref="ArgumentException">There are more or fewer codes than the input has.</exception>
    public ReadOnlySpan<sbyte> Run(ReadOnlySpan<sbyte> codes, StepObserver? observe = null)
    {
        RequireLength(codes.Length, _input.Length, "input", nameof(codes));
        codes.CopyTo(_input);
        RunSteps(observe);
        return _output;
    }

    /// <summary>The real numbers that the last output stands for.</summary>
    /// <param name="values">Receives as many numbers as the output has codes.</param>
    /// <exception cref="ArgumentException">There is room for more or fewer.</exception>
    public void Dequantize(Span<float> values)
    {
        RequireLength(values.Length, _output.Length, "output", nameof(values));
        QuantizeInt8.ToFloat(_plan.Output.Parameters, _output, values);
    }

    private static void RequireLength(int length, int expected, string role, string parameter)
    {
        if (length != expected)
        {
            throw new ArgumentException($"The {role} of the plan has {expected} codes, but got {length} values. Pass exactly one sample.", parameter);
        }
    }

    private void RunSteps(StepObserver? observe)
    {
        for (int i = 0; i < _plan.Steps.Count; i++)
        {
            RunStep(i);
            observe?.Invoke(i, Memory(_plan.Steps[i].Output));
        }
    }

    /// <summary>Runs one step on what lies in its buffers.</summary>
    internal void RunStep(int index)
    {
        PlanStep step = _plan.Steps[index];
        Run(step, Memory(step.Inputs[0]), Memory(step.Output));
    }

    /// <summary>The memory of a buffer.</summary>
    internal Span<sbyte> Memory(int index)
    {
        PlanBuffer buffer = _plan.Buffers[index];
        return buffer.Place switch
        {
            BufferPlace.Input => _input,
            BufferPlace.Output => _output,
            _ => _arena.AsSpan(buffer.Offset, buffer.Bytes),
        };
    }

    private void Run(PlanStep step, ReadOnlySpan<sbyte> input, Span<sbyte> output)
    {
        switch (step)
        {
            case ConvolutionStep s:
                Conv2dInt8.Run(Arguments(s.Geometry, s.Constants, input, output));
                break;
            case DepthwiseStep s:
                DepthwiseConv2dInt8.Run(Arguments(s.Geometry, s.Constants, input, output));
                break;
            case DenseStep s:
                DenseInt8.Run(new DenseInt8Arguments
                {
                    Inputs = s.InputCount,
                    Outputs = s.Constants.Bias.Length,
                    Parameters = s.Constants.Parameters,
                    Input = input,
                    Weights = s.Constants.Weights.AsSpan(),
                    Bias = s.Constants.Bias.AsSpan(),
                    Output = output,
                });
                break;
            case AddStep s:
                AddInt8.Run(new AddInt8Arguments { Parameters = s.Parameters, Left = input, Right = Memory(s.Inputs[1]), Output = output });
                break;
            case PoolStep { IsMax: true } s:
                PoolInt8.Max(new PoolInt8Arguments { Geometry = s.Geometry, Range = s.Range, Input = input, Output = output });
                break;
            case PoolStep s:
                PoolInt8.Average(new PoolInt8Arguments { Geometry = s.Geometry, Range = s.Range, Input = input, Output = output });
                break;
            case MeanStep s:
                MeanInt8.Run(new MeanInt8Arguments { Pixels = s.Pixels, Channels = output.Length, Parameters = s.Parameters, Input = input, Output = output });
                break;
            case SoftmaxStep s:
                SoftmaxInt8.Run(new SoftmaxInt8Arguments { Columns = s.Columns, Parameters = s.Parameters, Input = input, Output = output });
                break;
            case TableStep s:
                s.Table.Run(input, output);
                break;
            default:
                throw new NotSupportedException($"Step '{step.Name}' has a kind that the runtime does not know: {step.GetType().Name}.");
        }
    }

    private static ConvolutionInt8Arguments Arguments(in WindowGeometry geometry, LinearConstants constants, ReadOnlySpan<sbyte> input, Span<sbyte> output) => new()
    {
        Geometry = geometry,
        Parameters = constants.Parameters,
        Input = input,
        Weights = constants.Weights.AsSpan(),
        Bias = constants.Bias.AsSpan(),
        Output = output,
    };
}

/// <summary>Is shown what a step computed.</summary>
/// <param name="step">The number of the step.</param>
/// <param name="output">The codes; valid during the call.</param>
public delegate void StepObserver(int step, ReadOnlySpan<sbyte> output);
