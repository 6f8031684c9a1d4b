using System.Runtime.InteropServices;

namespace Bantam.Bench;

/// <summary>Loading of native libraries, with the peers' kind of failure.</summary>
internal static partial class NativeLibraries
{
    /// <summary>Loads a library by path or name.</summary>
    /// <exception cref="PeerAbsentException">It is not there, or needs what is not there.</exception>
    public static nint Load(string library)
    {
        try
        {
            return NativeLibrary.Load(library);
        }
        catch (DllNotFoundException fault)
        {
            throw new PeerAbsentException(fault.Message.Split('\n')[0], fault);
        }
    }

    /// <summary>The address of a function.</summary>
    /// <exception cref="PeerAbsentException">The library has none of that name.</exception>
    public static nint Export(nint library, string function) => NativeLibrary.TryGetExport(library, function, out nint address)
        ? address
        : throw new PeerAbsentException($"the library exports no '{function}'");

    /// <summary>Sets a variable where native code sees it; the runtime's own copy does not reach it.</summary>
    public static void SetEnvironment(string name, string value) => _ = SetEnv(name, value, 1);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnv(string name, string value, int overwrite);
}
