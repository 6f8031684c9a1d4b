namespace Bantam.Costs;

/// <summary>What one thread does, as a sequence of named instructions with branches and loops: the same text for all threads.</summary>
/// <remarks>
/// Paths are nested, so every branch has a place where its two sides meet again. An instruction is a function of one
/// <see cref="SimtThread"/>; it shall read and write nothing but that thread. Source: notes: lines 313-383.
/// </remarks>
public sealed class SimtProgram
{
    private readonly List<SimtStep> _steps = [];

    internal IReadOnlyList<SimtStep> Steps => _steps;

    /// <summary>Adds an instruction.</summary>
    /// <param name="name">What traces call it.</param>
    /// <param name="effect">What it does to a thread.</param>
    /// <returns>This program.</returns>
    public SimtProgram Do(string name, Action<SimtThread> effect)
    {
        ArgumentNullException.ThrowIfNull(effect);
        _steps.Add(new SimtOperation(name, effect));
        return this;
    }

    /// <summary>Adds a branch: one instruction that tests, and the paths of those for which it holds and of the others.</summary>
    /// <param name="name">What traces call the test.</param>
    /// <param name="condition">The test.</param>
    /// <param name="then">Adds the first path.</param>
    /// <param name="otherwise">Adds the second path; null for none.</param>
    /// <returns>This program; what follows runs on all threads again.</returns>
    public SimtProgram If(string name, Func<SimtThread, bool> condition, Action<SimtProgram> then, Action<SimtProgram>? otherwise = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(then);
        _steps.Add(new SimtBranch(name, condition, Path(then), otherwise is null ? [] : Path(otherwise)));
        return this;
    }

    /// <summary>Adds a loop: a test before each turn, which a thread leaves when it no longer holds.</summary>
    /// <param name="name">What traces call the test.</param>
    /// <param name="condition">The test.</param>
    /// <param name="body">Adds the instructions of a turn.</param>
    /// <returns>This program; what follows waits until the last thread has left.</returns>
    public SimtProgram While(string name, Func<SimtThread, bool> condition, Action<SimtProgram> body)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(body);
        _steps.Add(new SimtLoop(name, condition, Path(body)));
        return this;
    }

    private static IReadOnlyList<SimtStep> Path(Action<SimtProgram> build)
    {
        SimtProgram path = new();
        build(path);
        return path.Steps;
    }
}

/// <summary>A part of a program that starts with one instruction.</summary>
internal abstract record SimtStep(string Name);

/// <summary>An instruction.</summary>
internal sealed record SimtOperation(string Name, Action<SimtThread> Effect) : SimtStep(Name);

/// <summary>A test and the two paths behind it.</summary>
internal sealed record SimtBranch(string Name, Func<SimtThread, bool> Condition, IReadOnlyList<SimtStep> Then, IReadOnlyList<SimtStep> Otherwise) : SimtStep(Name);

/// <summary>A test and the path that it repeats.</summary>
internal sealed record SimtLoop(string Name, Func<SimtThread, bool> Condition, IReadOnlyList<SimtStep> Body) : SimtStep(Name);
