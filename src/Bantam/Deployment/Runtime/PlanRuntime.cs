using System.Runtime.InteropServices;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Runs a plan on the host with the scalar reference kernels: what it computes defines what the generated code must compute.</summary>
/// <remarks>All memory is taken when it is made: a run allocates nothing. One instance serves one thread.</remarks>
public sealed class PlanRuntime
{
    private readonly Plan _plan;
    private readonly PlanMemory _memory;

    /// <summary>Makes a runtime for a plan.</summary>
    /// <param name="plan">The plan.</param>
    public PlanRuntime(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        _memory = new PlanMemory(plan);
    }

    /// <summary>The codes of the last input of an int8 network; the first of several.</summary>
    public ReadOnlySpan<sbyte> Input => MemoryMarshal.Cast<byte, sbyte>(InputBytes(0));

    /// <summary>The codes of the last output of an int8 network; the first of several.</summary>
    public ReadOnlySpan<sbyte> Output => MemoryMarshal.Cast<byte, sbyte>(OutputBytes(0));

    /// <summary>The bytes of an input: the caller writes them before <see cref="Run(StepObserver?)"/>.</summary>
    /// <param name="index">Which input, from 0.</param>
    /// <returns>Codes in the element type of the buffer, little-endian.</returns>
    public Span<byte> InputBytes(int index) => _memory.Bytes(_plan.InputIndices[index]);

    /// <summary>The bytes of an output of the last run.</summary>
    /// <param name="index">Which output, from 0.</param>
    /// <returns>Codes in the element type of the buffer, little-endian.</returns>
    public ReadOnlySpan<byte> OutputBytes(int index) => _memory.Bytes(_plan.OutputIndices[index]);

    /// <summary>Quantizes a sample and runs the plan on it.</summary>
    /// <param name="sample">The real numbers of one sample.</param>
    /// <returns>The codes of the output.</returns>
    /// <exception cref="ArgumentException">There are more or fewer numbers than the input has codes.</exception>
    public ReadOnlySpan<sbyte> Run(ReadOnlySpan<float> sample)
    {
        RequireLength(sample.Length, _plan.Input, "input", nameof(sample));
        QuantizeInt8.FromFloat(_plan.Input.Parameters, _plan.Rounding, sample, MemoryMarshal.Cast<byte, sbyte>(InputBytes(0)));
        Run((StepObserver?)null);
        return Output;
    }

    /// <summary>Runs the plan on codes.</summary>
    /// <param name="codes">The codes of one sample.</param>
    /// <param name="observe">Is shown each step's number and output; optional.</param>
    /// <returns>The codes of the output.</returns>
    /// <exception cref="ArgumentException">There are more or fewer codes than the input has.</exception>
    public ReadOnlySpan<sbyte> Run(ReadOnlySpan<sbyte> codes, StepObserver? observe = null)
    {
        RequireLength(codes.Length, _plan.Input, "input", nameof(codes));
        MemoryMarshal.AsBytes(codes).CopyTo(InputBytes(0));
        Run(observe);
        return Output;
    }

    /// <summary>Runs the plan on what lies in its inputs.</summary>
    /// <param name="observe">Is shown each step's number and output; optional.</param>
    public void Run(StepObserver? observe = null)
    {
        for (int i = 0; i < _plan.Steps.Count; i++)
        {
            PlanStep step = _plan.Steps[i];
            step.Run(_memory);
            observe?.Invoke(i, _memory.Bytes(step.Output));
        }
    }

    /// <summary>Forgets what recurrent layers remember: the next run begins as the first one did.</summary>
    public void Reset() => _memory.Reset();

    /// <summary>The real numbers that the last output stands for.</summary>
    /// <param name="values">Receives as many numbers as the output has codes.</param>
    /// <exception cref="ArgumentException">There is room for more or fewer.</exception>
    public void Dequantize(Span<float> values)
    {
        RequireLength(values.Length, _plan.Output, "output", nameof(values));
        QuantizeInt8.ToFloat(_plan.Output.Parameters, Output, values);
    }

    private static void RequireLength(int length, PlanBuffer buffer, string role, string parameter)
    {
        if (buffer.Element != ElementType.Int8)
        {
            throw new ArgumentException($"The {role} of the plan has {buffer.Element} codes, not Int8. Write and read its bytes.", parameter);
        }

        if (length != buffer.Bytes)
        {
            throw new ArgumentException($"The {role} of the plan has {buffer.Bytes} codes, but got {length} values. Pass exactly one sample.", parameter);
        }
    }
}

/// <summary>Is shown what a step computed.</summary>
/// <param name="step">The number of the step.</param>
/// <param name="output">The bytes of its codes; valid during the call.</param>
public delegate void StepObserver(int step, ReadOnlySpan<byte> output);
