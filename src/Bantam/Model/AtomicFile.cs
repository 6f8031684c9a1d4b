namespace Bantam.Model;

/// <summary>Writes files so that a reader sees the old content or the new one, never a part: beside, flush, rename.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file through a stream.</summary>
    /// <param name="path">The file; missing folders are made.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">It could not be written, for example because the disk is full. An existing file is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not permit it.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string beside = full + ".partial";

        // Opened outside of the try: a file that this call could not open is not its own to delete.
        FileStream stream = new(beside, FileMode.Create, FileAccess.ReadWrite);
        try
        {
            using (stream)
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, full, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    /// <summary>Writes a text file in UTF-8.</summary>
    /// <param name="path">The file; missing folders are made.</param>
    /// <param name="text">The content.</param>
    /// <exception cref="IOException">It could not be written. An existing file is as it was.</exception>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
