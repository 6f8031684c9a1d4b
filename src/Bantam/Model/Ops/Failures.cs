namespace Bantam.Model;

/// <summary>Shapes or element types that do not fit together.</summary>
public sealed class ShapeException : Exception
{
    /// <summary>Reports shapes that do not fit.</summary>
    /// <param name="message">What happened, what was expected, how to fix it.</param>
    public ShapeException(string message)
        : base(message)
    {
    }

    /// <summary>Reports shapes that do not fit, where one place knows the op and another the node.</summary>
    /// <param name="message">What happened, what was expected, how to fix it.</param>
    /// <param name="innerException">The report without the place.</param>
    public ShapeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>A backward pass that reached an op without a gradient.</summary>
/// <param name="message">Which op, and what to do about it.</param>
public sealed class NotDifferentiableException(string message) : Exception(message);

/// <summary>An op, attribute or format that Bantam knows of but cannot process at this place.</summary>
/// <param name="message">What is unsupported where, and what to use instead.</param>
public sealed class UnsupportedException(string message) : Exception(message);
