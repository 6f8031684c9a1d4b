namespace Bantam.Deployment;

/// <summary>A program that is needed to build or run generated code is not on this machine.</summary>
/// <param name="tool">The missing program.</param>
public sealed class ToolMissingException(ToolStatus tool)
    : Exception($"{tool.Name} is not on this machine. It is needed to {tool.Needed}. Install it with: {tool.Install}")
{
    /// <summary>The missing program.</summary>
    public ToolStatus Tool { get; } = tool;
}
